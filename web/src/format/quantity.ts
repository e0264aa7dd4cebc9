import { language, tOr, type Language } from '@/i18n'
import { decimalOf, grouped, rounded, shifted, textOf, trimmed, type Decimal } from './decimal'

// A value with its unit, in the two forms people read: short ("44.8 亿元") and exact ("4,480,000,000.00 元").

export interface Quantity {
  number: string
  unit: string
}

const steps: Record<Language, { power: number; word: string }[]> = {
  zh: [
    { power: 8, word: '亿' },
    { power: 4, word: '万' },
  ],
  en: [
    { power: 9, word: 'bn' },
    { power: 6, word: 'm' },
  ],
}

export const isCurrency = (unit: string): boolean => /^[A-Z]{3}$/.test(unit)

function currencyName(code: string): string {
  if (language.value === 'en') return code
  return tOr(`unit.${code}`, code)
}

export function unitName(unit: string, value = ''): string {
  if (unit === 'percent') return '%'
  if (unit === 'ratio' || unit === '') return ''
  if (isCurrency(unit)) return currencyName(unit)
  return tOr(`unit.${unit}`, unit.replace(/_/g, ' '), { n: value })
}

function wholePart({ digits, scale }: Decimal): bigint {
  const whole = digits / 10n ** BigInt(scale)
  return whole < 0n ? -whole : whole
}

// Names rather than amounts: 2024 is not two thousand and twenty-four of anything.
const names = new Set(['year', 'year_month', 'date', 'ordinal', 'rank', 'label_number'])

function nameText(value: string, unit: string): string {
  const text = value.replace(/\.0+$/, '')
  return unit === 'year_month' && /^\d{6}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4)}` : text
}

// Four digits say enough; the exact value is never further than a tip away.
const fineness = (value: Decimal): number => (wholePart(value) >= 1000n ? 0 : wholePart(value) >= 100n ? 1 : 2)

/** At most two decimals, and none that say nothing. Large counts are shortened in Chinese from 万 on only when that loses little. */
export function shortQuantity(value: string, unit: string, decimals?: number): Quantity {
  const read = decimalOf(value)
  if (!read) return { number: value, unit: unitName(unit, value) }
  if (names.has(unit)) return { number: nameText(value, unit), unit: unitName(unit) }
  if (unit === 'percent' || unit === 'ratio') {
    const shown = decimals === undefined ? trimmed(read) : rounded(read, decimals)
    return { number: grouped(textOf(shown)), unit: unitName(unit) }
  }
  const from = isCurrency(unit) || unit.startsWith('CNY_per') ? 0n : 100_000n
  const step = steps[language.value].find((s) => wholePart(read) >= 10n ** BigInt(s.power) && wholePart(read) >= from)
  if (!step) {
    const shown = trimmed(isCurrency(unit) ? rounded(read, 2) : read)
    return { number: grouped(textOf(shown)), unit: unitName(unit, textOf(shown)) }
  }
  const short = shifted(read, -step.power)
  const number = grouped(textOf(trimmed(rounded(short, fineness(short)))))
  const name = unitName(unit)
  return { number, unit: language.value === 'zh' ? step.word + name : `${step.word} ${name}`.trim() }
}

/** Every digit there is. */
export function exactQuantity(value: string, unit: string, decimals?: number): Quantity {
  const read = decimalOf(value)
  if (!read) return { number: value, unit: unitName(unit, value) }
  if (names.has(unit)) return { number: nameText(value, unit), unit: unitName(unit) }
  const shown = isCurrency(unit)
    ? rounded(read, Math.max(2, decimals ?? 2))
    : decimals === undefined
      ? read
      : rounded(read, decimals)
  return { number: grouped(textOf(shown)), unit: unitName(unit, textOf(trimmed(read))) }
}

export const asText = ({ number, unit }: Quantity): string => {
  if (!unit) return number
  return unit === '%' || language.value === 'zh' ? number + unit : `${number} ${unit}`
}

export const shortText = (value: string, unit: string, decimals?: number): string =>
  asText(shortQuantity(value, unit, decimals))
export const exactText = (value: string, unit: string, decimals?: number): string =>
  asText(exactQuantity(value, unit, decimals))

/** "= 160万元" or "≈ 540.4万元" beside an exact amount; nothing where the short form says no more. */
export function restated(value: string, currency: string): string {
  const read = decimalOf(value)
  const step = read && steps[language.value].find((s) => wholePart(read) >= 10n ** BigInt(s.power))
  if (!read || !step) return ''
  const short = shifted(read, -step.power)
  const same = trimmed(short).scale <= fineness(short)
  return `${same ? '=' : '≈'} ${shortText(value, currency)}`
}

/** "1,600,000.00元 = 160万元", so that a zero too many is seen while typing. */
export const moneyEcho = (value: string, currency: string): string =>
  `${exactText(value, currency)} ${restated(value, currency)}`.trim()
