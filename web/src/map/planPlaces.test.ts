import { expect, it } from 'vitest'
import { dayOfWeek, placesOf, type PlanSite } from '../../../modules/trade/web/plan'

const site = (kind: PlanSite['kind'], longitude: number, latitude: number): PlanSite => ({
  name: { zh: kind, en: kind },
  kind,
  longitude,
  latitude,
  capacity_tonnes: 1,
  stock_tonnes: [],
  handed_out_tonnes: [],
})

it('draws bases in the west, warehouses in the east, all inside of the box', () => {
  const places = placesOf([
    site('base', 76, 39),
    site('base', 77, 38),
    site('main', 117, 36.6),
    site('branch', 122, 37.5),
    site('outside', 109, 34),
  ])
  expect(Math.max(places[0]!.x, places[1]!.x)).toBeLessThan(places[4]!.x)
  expect(places[4]!.x).toBeLessThan(places[2]!.x)
  expect(places[0]!.y).toBeLessThan(places[1]!.y) // north is above
  for (const place of places) {
    expect(place.x).toBeGreaterThanOrEqual(0)
    expect(place.x).toBeLessThanOrEqual(1000)
    expect(place.y).toBeLessThanOrEqual(460)
  }
})

it('weeks begin seven days apart', () => {
  expect(dayOfWeek('2025-09-01', 0)).toBe('2025-09-01')
  expect(dayOfWeek('2025-09-01', 18)).toBe('2026-01-05')
})
