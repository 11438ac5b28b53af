/** How fast a budget comes back, and how much of it there can be. In points of cost: an item of a list is one. */
export interface Rate {
  readonly pointsPerSecond: number;
  readonly burst: number;
}
