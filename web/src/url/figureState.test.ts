import { expect, it } from 'vitest'
import { figureQuery, readFigureState } from './figureState'

it('keeps a slice in the address', () => {
  const state = readFigureState({
    by: 'region.province,year',
    where: ['giver=山东省', 'year=2023,level=county'],
    since: '2024-12-31',
    view: 'map',
  })
  expect(state).toEqual({
    by: ['region.province', 'year'],
    where: [
      { dimension: 'giver', value: '山东省' },
      { dimension: 'year', value: '2023' },
      { dimension: 'level', value: 'county' },
    ],
    asOf: null,
    since: '2024-12-31',
    view: 'map',
  })
  expect(readFigureState(figureQuery(state) as never)).toEqual(state)
})

it('says nothing in the address about what is not chosen', () => {
  expect(figureQuery({ by: [], where: [], asOf: null, view: null })).toEqual({})
})
