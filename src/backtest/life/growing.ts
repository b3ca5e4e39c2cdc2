/** A column of numbers that grows; `NaN` where something is not known. */
export class Growing {
  private values = new Float64Array(256);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  setLast(value: number): void {
    this.values[this.length - 1] = value;
  }
}
