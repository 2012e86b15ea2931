// Session data of a given size: a few short members as an application has them, and text for the rest.
const WORDS = 'admin editor billing support reports orders invoices exports imports webhooks '.repeat(200);

export function sessionOf(bytes, userId = 4711) {
  const data = { userId, views: 0, theme: 'dark', roles: '' };
  const room = bytes - JSON.stringify(data).length;
  return { ...data, roles: WORDS.slice(0, Math.max(0, room)) };
}

export const sizes = { '60 B': 60, '300 B': 300, '1 KB': 1024, '3 KB': 3072, '12 KB': 12_288 };
