import { describe, expect, it } from 'vitest'
import { readMoney } from './money'

const value = (typed: string) => {
  const reading = readMoney(typed)
  return reading.ok ? reading.value : reading.because
}

describe('money as people type it', () => {
  it.each([
    ['1600000', '1600000.00'],
    ['160万', '1600000.00'],
    ['1,600,000.00 元', '1600000.00'],
    ['3.8亿', '380000000.00'],
    ['１２万元', '120000.00'],
    ['１，２００．５', '1200.50'],
    ['¥ 88', '88.00'],
    ['5千万', '50000000.00'],
    ['0.0001万', '1.00'],
    ['-12.5', '-12.50'],
    ['300元整', '300.00'],
  ])('%s is %s', (typed, expected) => expect(value(typed)).toBe(expected))

  it.each([
    ['', 'not_money'],
    ['abc', 'not_money'],
    ['1,60,000', 'not_money'],
    ['1.2.3', 'not_money'],
    ['12.345', 'too_fine'],
    ['0.0000001万', 'too_fine'],
    ['99999999万亿', 'too_large'],
  ])('%s is refused: %s', (typed, expected) => expect(value(typed)).toBe(expected))
})
