/** The same JSON, UTF-8 and base64url, and no cryptography at all: what nothing can be faster than. */
export const floor = {
  name: 'the floor',
  seal: (data) => Buffer.from(JSON.stringify(data)).toString('base64url'),
  unseal: (value) => JSON.parse(Buffer.from(value, 'base64url').toString()),
};
