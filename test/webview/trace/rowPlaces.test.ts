// The places of rows agree with plain sums, whatever is added, changed and dropped.
import { describe, expect, it } from "vitest";
import { RowPlaces } from "../../../webview-ui/src/trace/rowPlaces";

/** Figures that look like chance and are the same every time. */
function figures(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** The same by adding up. */
function plainly(heights: number[]) {
  const starts = [0];
  for (const height of heights) starts.push((starts.at(-1) ?? 0) + height);
  const at = (offset: number) => {
    const found = heights.findIndex((height, row) => height > 0 && offset < (starts[row] ?? 0) + height);
    return found >= 0
      ? found
      : Math.max(
          0,
          heights.findLastIndex((height) => height > 0),
        );
  };
  return { starts, total: starts.at(-1) ?? 0, at };
}

function expectSame(places: RowPlaces, heights: number[], next: (below: number) => number): void {
  const { starts, total, at } = plainly(heights);
  expect(places.length).toBe(heights.length);
  expect(places.total).toBe(total);
  for (let round = 0; round < 20; round += 1) {
    const [position, offset] = [next(heights.length + 1), next(total + 40) - 20];
    expect(places.startOf(position)).toBe(starts[position]);
    expect(places.at(offset)).toBe(at(Math.max(0, offset)));
  }
}

describe("the places of rows", () => {
  it.each([1, 2, 3, 4, 5, 6])("are those that adding up finds (%i)", (seed) => {
    const next = figures(seed);
    // A row that is shown in the one before has no height; a height has parts of a pixel.
    const height = () => (next(4) === 0 ? 0 : next(20_000) / 64);
    const places = new RowPlaces();
    let heights: number[] = [];
    for (let step = 0; step < 120; step += 1) {
      const kind = next(10);
      if (kind < 4) {
        const longer = [...heights, ...Array.from({ length: next(60) }, height)];
        places.grow(longer.length, (position) => longer[position] ?? 0);
        heights = longer;
      } else if (kind < 8) {
        const [position, made] = [next(heights.length), height()];
        places.set(position, made, true);
        if (position < heights.length) heights[position] = made;
      } else if (kind === 8) {
        heights = heights.slice(0, heights.length - next(20));
        places.grow(heights.length, () => 0);
      } else if (next(4) === 0) {
        heights = Array.from({ length: next(200) }, height);
        places.reset(heights.length, (position) => heights[position] ?? 0);
      }
      expectSame(places, heights, next);
    }
  });

  it("knows what was measured until it is foreseen again", () => {
    const places = new RowPlaces();
    places.grow(3, () => 10);
    expect(places.set(1, 12, true)).toBe(true);
    expect(places.isMeasured(1)).toBe(true);
    expect(places.set(1, 12.01, true)).toBe(false);
    places.grow(1, () => 0);
    places.grow(3, () => 20);
    expect(places.isMeasured(1)).toBe(false);
    expect(places.total).toBe(50);
  });

  it("are nowhere in an empty list", () => {
    const places = new RowPlaces();
    expect([places.total, places.at(100), places.startOf(5), places.heightOf(0)]).toEqual([0, 0, 0, 0]);
    expect(places.set(0, 10, true)).toBe(false);
  });
});
