// The clients, in a process of their own: sends the requests of one job after the other, answers with figures.
import autocannon from 'autocannon';

const CONNECTIONS = 10;
/** autocannon looks this often whether all answers are there. */
const SAMPLE_MS = 20;

process.on('message', async (job) => process.send(await run(job)));
process.on('disconnect', () => process.exit());

async function run({ url, amount, cookies }) {
  const started = performance.now();
  let ended = started;
  const clients = autocannon({
    url,
    amount,
    connections: CONNECTIONS,
    sampleInt: SAMPLE_MS,
    headers: { cookie: cookies[0] },
    setupClient: cookies.length > 1 ? (client) => eachRequestAnother(client, cookies) : undefined,
  });
  clients.on('response', () => {
    ended = performance.now();
  });
  const { requests, latency, non2xx, errors } = await clients;
  return {
    sent: requests.sent,
    seconds: (ended - started) / 1000,
    p99: latency.p99,
    failed: non2xx + errors,
  };
}

let next = 0;

function eachRequestAnother(client, cookies) {
  client.on('response', () => {
    client.setHeaders({ cookie: cookies[next] });
    next = (next + 1) % cookies.length;
  });
}
