import { describe, expect, it } from 'vitest'
import { arc, fit, onScreen, placeLabels, textWidth, zoomed } from './layout'
import { project } from './projection'

const size = { width: 400, height: 300 }

describe('the map', () => {
  it('puts the west to the left and the north above', () => {
    const kashgar = project(75.99, 39.47)
    const jinan = project(117.02, 36.67)
    const shigatse = project(88.88, 29.27)
    expect(kashgar.x).toBeLessThan(jinan.x)
    expect(shigatse.y).toBeGreaterThan(kashgar.y)
    expect(project(105, 35)).toEqual({ x: 0, y: 0 })
  })
  it('holds all points inside the margin', () => {
    const points = [project(75.99, 39.47), project(122.12, 37.51), project(85.98, 28.16)]
    const view = fit(points, size, 30)
    for (const p of points.map((p) => onScreen(view, p))) {
      expect(p.x).toBeGreaterThanOrEqual(29.9)
      expect(p.x).toBeLessThanOrEqual(370.1)
      expect(p.y).toBeGreaterThanOrEqual(29.9)
      expect(p.y).toBeLessThanOrEqual(270.1)
    }
  })
  it('zooms around a point that stays', () => {
    const view = fit([project(100, 30), project(110, 40)], size, 30)
    const p = { x: 3, y: 4 }
    const before = onScreen(view, p)
    const after = onScreen(zoomed(view, 2, before), p)
    expect(after.x).toBeCloseTo(before.x)
    expect(after.y).toBeCloseTo(before.y)
  })
  it('bends every arc to the north', () => {
    const control = (d: string) => Number(/Q\S+ (\S+)/.exec(d)![1])
    expect(control(arc({ x: 300, y: 100 }, { x: 0, y: 100 }))).toBeLessThan(100)
    expect(control(arc({ x: 0, y: 100 }, { x: 300, y: 100 }))).toBeLessThan(100)
  })
  it('never lets labels overlap', () => {
    const labels = Array.from({ length: 40 }, (_, i) => ({
      key: `${i}`,
      text: '日喀则市',
      at: { x: 60 + 7 * i, y: 150 + (i % 3) * 12 },
      radius: 4,
      size: 13,
    }))
    const placed = placeLabels(labels, [], size)
    expect(placed.length).toBeGreaterThan(5)
    const left = (l: (typeof placed)[number]) =>
      l.x - { start: 0, middle: 0.5, end: 1 }[l.anchor] * textWidth(l.text, l.size)
    for (const a of placed)
      for (const b of placed)
        if (a !== b && Math.abs(a.y - b.y) < 13) expect(Math.abs(left(a) - left(b))).toBeGreaterThanOrEqual(52)
  })
})
