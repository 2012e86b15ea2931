// Markdown tables, as docs/performance.md has them.

export function heading(text) {
  console.log(`\n## ${text}\n`);
}

export function table(columns, rows) {
  const lines = [columns, columns.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
  console.log(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
}

/** Cells for a figure that has a target: figure, target, whether it was reached. */
export function verdict(figure, most, format = fixed) {
  return [format(figure), `<= ${format(most)}`, figure <= most ? 'yes' : 'NO'];
}

export const fixed = (number) => (number < 0.1 ? number.toFixed(4) : number.toFixed(2));
export const microseconds = (nanoseconds) => (nanoseconds / 1000).toFixed(2);
