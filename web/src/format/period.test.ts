import { expect, it } from 'vitest'
import { periodText } from './period'

it.each([
  ['2024', '2024'],
  ['as_of 2024', '截至2024'],
  ['2024-10/..', '2024-10起'],
  ['../2020', '至2020'],
  ['2016/2021', '2016—2021'],
  ['P3Y', '3年内'],
])('%s reads %s', (period, words) => expect(periodText(period)).toBe(words))
