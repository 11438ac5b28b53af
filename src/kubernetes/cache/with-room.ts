/** The numbers, or where they are fewer than that: the same in an array with room for so many, and for some more. */
export function withRoom(numbers: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= numbers.length) return numbers;
  const larger = new Float64Array(Math.ceil((length + 24) * 1.25));
  larger.set(numbers);
  return larger;
}
