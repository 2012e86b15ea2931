const MOST = 10_000;

/** Remembers the last ten to twenty thousand entries: two maps, of which the older goes when the newer is full. */
export class Recent<Value> {
  private newer = new Map<string, Value>();
  private older = new Map<string, Value>();

  get(key: string): Value | undefined {
    return this.newer.get(key) ?? this.older.get(key);
  }

  set(key: string, value: Value): void {
    if (this.newer.size >= MOST) {
      this.older = this.newer;
      this.newer = new Map();
    }
    this.newer.set(key, value);
  }

  delete(key: string): void {
    this.newer.delete(key);
    this.older.delete(key);
  }
}
