export function countBooks(basket: Record<string, number> = {}): number {
  return Object.values(basket).reduce((sum, quantity) => sum + quantity, 0);
}
