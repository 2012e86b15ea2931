const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });

export function inPounds(pence: number): string {
  return format.format(pence / 100);
}
