import { expect, it } from 'vitest'
import { monthOf, movedByDays, movedByMonths } from './calendar'

it('shows six whole weeks, Monday first', () => {
  const days = monthOf('2024-02-15')
  expect(days).toHaveLength(42)
  expect(days[0]).toEqual({ day: '2024-01-29', number: 29, inMonth: false })
  expect(days.filter((one) => one.inMonth)).toHaveLength(29)
})

it('moves by days over months and years', () => {
  expect(movedByDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(movedByDays('2024-01-01', -1)).toBe('2023-12-31')
})

it('stays inside shorter months', () => {
  expect(movedByMonths('2024-01-31', 1)).toBe('2024-02-29')
  expect(movedByMonths('2024-03-31', -12)).toBe('2023-03-31')
})
