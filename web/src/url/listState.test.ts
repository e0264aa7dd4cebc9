import { describe, expect, it } from 'vitest'
import { listParameters, listQuery, nextOrder, readListState, withFilters } from './listState'

describe('the state of a list in the address', () => {
  const query = {
    state: 'in.(started,completed)',
    amount: ['gte.1000000', 'lt.2000000.50'],
    'project.region': 'under.540000',
    voucher: 'notnull',
    order: '-date',
    q: '水渠',
    void: 'any',
  }
  it('is read', () => {
    const state = readListState(query)
    expect(state.filters).toEqual([
      { path: 'state', operator: 'in', value: 'started,completed' },
      { path: 'amount', operator: 'gte', value: '1000000' },
      { path: 'amount', operator: 'lt', value: '2000000.50' },
      { path: 'project.region', operator: 'under', value: '540000' },
      { path: 'voucher', operator: 'notnull', value: '' },
    ])
    expect(state).toMatchObject({ order: '-date', words: '水渠', withVoid: true })
  })
  it('comes back as it was', () => {
    const again = readListState(listQuery(readListState(query)) as never)
    expect(again).toEqual(readListState(query))
  })
  it('is what the server is asked', () => {
    expect(listParameters(readListState(query)).getAll('amount')).toEqual(['gte.1000000', 'lt.2000000.50'])
  })
  it('ignores what it does not understand', () => {
    expect(readListState({ amount: 'about.5', name: 'plain', after: 'x' }).filters).toEqual([])
  })
  it('puts a changed filter where the old one stood', () => {
    const state = withFilters(readListState(query), 'amount', [{ path: 'amount', operator: 'eq', value: '5' }])
    expect(state.filters.map((f) => f.path)).toEqual(['state', 'amount', 'project.region', 'voucher'])
  })
  it('turns the order at each click', () => {
    expect(nextOrder(null, 'date')).toBe('date')
    expect(nextOrder('date', 'date')).toBe('-date')
    expect(nextOrder('-date', 'date')).toBe(null)
  })
})
