import type { IncomingMessage, ServerResponse } from 'node:http';

interface Reply extends ServerResponse {
  raw?: ServerResponse;
}

/** Node's own response under Express' or Fastify's. */
export const rawResponse = (response: ServerResponse): ServerResponse => (response as Reply).raw ?? response;

/** Node's own request under Express' or Fastify's. */
export const rawRequest = (request: IncomingMessage & { raw?: IncomingMessage }): IncomingMessage =>
  request.raw ?? request;
