import { describe, expect, it } from 'vitest'
import { compared, decimalOf, grouped, rounded, shifted, textOf, trimmed } from './decimal'

const read = (text: string) => decimalOf(text)!

describe('decimal text', () => {
  it('comes back as it was', () => {
    for (const text of ['0', '0.05', '-12.50', '4480000000.00', '99999999999999999999.99'])
      expect(textOf(read(text))).toBe(text)
  })
  it('refuses what is not a plain number', () => {
    for (const text of ['', '1e9', '1,000', '.5', '5.', 'NaN', '１２']) expect(decimalOf(text)).toBeNull()
  })
  it('rounds half away from zero', () => {
    expect(textOf(rounded(read('2.345'), 2))).toBe('2.35')
    expect(textOf(rounded(read('-2.345'), 2))).toBe('-2.35')
    expect(textOf(rounded(read('2.3449'), 2))).toBe('2.34')
    expect(textOf(rounded(read('7'), 2))).toBe('7.00')
  })
  it('moves the point exactly', () => {
    expect(textOf(trimmed(shifted(read('4480000000.00'), -8)))).toBe('44.8')
    expect(textOf(trimmed(shifted(read('3.8'), 8)))).toBe('380000000')
  })
  it('compares across scales', () => {
    expect(compared(read('80'), read('80.00'))).toBe(0)
    expect(compared(read('79.99'), read('80'))).toBe(-1)
    expect(compared(read('-1'), read('-2.5'))).toBe(1)
  })
  it('groups by thousands', () => {
    expect(grouped('4480000000.00')).toBe('4,480,000,000.00')
    expect(grouped('-1234')).toBe('−1,234')
    expect(grouped('999')).toBe('999')
  })
})
