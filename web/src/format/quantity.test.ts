import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '@/i18n'
import { exactText, moneyEcho, shortText } from './quantity'

afterEach(() => setLanguage('zh'))

describe('quantities in Chinese', () => {
  it.each([
    ['4480000000.00', 'CNY', '44.8亿元'],
    ['380000000.00', 'CNY', '3.8亿元'],
    ['1600000.00', 'CNY', '160万元'],
    ['12345678.90', 'CNY', '1,235万元'],
    ['5403582.80', 'CNY', '540.4万元'],
    ['9999.50', 'CNY', '9,999.5元'],
    ['0.00', 'CNY', '0元'],
    ['-20000.00', 'CNY', '−2万元'],
    ['1385', 'project', '1,385个项目'],
    ['74000', 'person_time', '74,000人次'],
    ['218000', 'lesson', '21.8万节课'],
    ['85.3', 'percent', '85.3%'],
    ['1500000.00', 'USD', '150万美元'],
    ['2025', 'year', '2025年'],
    ['202410', 'year_month', '2024-10（年月）'],
  ])('%s %s is %s', (value, unit, expected) => expect(shortText(value, unit)).toBe(expected))

  it('shows every digit when asked', () => {
    expect(exactText('4480000000.00', 'CNY')).toBe('4,480,000,000.00元')
    expect(exactText('93.7', 'percent', 1)).toBe('93.7%')
  })

  it('echoes what was typed', () => {
    expect(moneyEcho('1600000.00', 'CNY')).toBe('1,600,000.00元 = 160万元')
    expect(moneyEcho('88.00', 'CNY')).toBe('88.00元')
    expect(moneyEcho('9900000000.01', 'CNY')).toBe('9,900,000,000.01元 ≈ 99亿元')
  })
})

describe('quantities in English', () => {
  it.each([
    ['4480000000.00', 'CNY', '4.48 bn CNY'],
    ['1600000.00', 'CNY', '1.6 m CNY'],
    ['88000.00', 'CNY', '88,000 CNY'],
    ['1', 'project', '1 project'],
    ['1385', 'project', '1,385 projects'],
    ['3', 'widget_kind', '3 widget kind'],
  ])('%s %s is %s', async (value, unit, expected) => {
    await setLanguage('en')
    expect(shortText(value, unit)).toBe(expected)
  })
})
