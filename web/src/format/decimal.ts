// Exact arithmetic on decimal text. Amounts of public money are never floating point, not even for display.

export interface Decimal {
  digits: bigint // the number is digits / 10^scale
  scale: number
}

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?$/

export function decimalOf(text: string): Decimal | null {
  const match = pattern.exec(text.trim())
  if (!match) return null
  const fraction = match[3] ?? ''
  const digits = BigInt(match[2]! + fraction)
  return { digits: match[1] === '-' ? -digits : digits, scale: fraction.length }
}

export function textOf({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  if (scale === 0) return sign + all
  return `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`
}

/** Half away from zero, as accountants round. */
export function rounded(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale }
  const unit = 10n ** BigInt(value.scale - scale)
  const size = value.digits < 0n ? -value.digits : value.digits
  const up = (size + unit / 2n) / unit
  return { digits: value.digits < 0n ? -up : up, scale }
}

/** The value times a power of ten (which may be negative), exactly. */
export function shifted({ digits, scale }: Decimal, powerOfTen: number): Decimal {
  if (powerOfTen <= scale) return { digits, scale: scale - powerOfTen }
  return { digits: digits * 10n ** BigInt(powerOfTen - scale), scale: 0 }
}

export function trimmed(value: Decimal): Decimal {
  let { digits, scale } = value
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n
    scale -= 1
  }
  return { digits, scale }
}

export function compared(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale)
  const difference = rounded(a, scale).digits - rounded(b, scale).digits
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const sign = whole.startsWith('-') ? '−' : ''
  const digits = whole.replace(/^[+-]/, '').replace(/\B(?=(\d{3})+$)/g, ',')
  return sign + digits + (fraction === undefined ? '' : `.${fraction}`)
}

/** Only for placing marks on a chart. */
export const approximate = (text: string | null | undefined): number => (text ? Number(text) : 0)
