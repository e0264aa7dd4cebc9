import { decimalOf, rounded, shifted, textOf, trimmed } from './decimal'

// What people type into a field for money, as the server reads it: "160万", "1,600,000", "3.8亿", "１２万元".

const powers: Record<string, number> = { '': 0, 千: 3, 万: 4, 百万: 6, 千万: 7, 亿: 8, 百亿: 10, 万亿: 12 }
const mostDigits = 17 // of an amount in fen: far beyond any budget, and well inside 64 bits

export type MoneyReading = { ok: true; value: string } | { ok: false; because: 'not_money' | 'too_fine' | 'too_large' }

function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\s]/g, '')
}

/** The amount in yuan with two decimals, or why it cannot be one. */
export function readMoney(typed: string): MoneyReading {
  const text = halfWidth(typed)
    .replace(/^(?:¥|￥|RMB|CNY|人民币)/i, '')
    .replace(/[元圆]整?$/, '')
  const match = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(百万|千万|百亿|万亿|千|万|亿)?$/.exec(text)
  if (!match) return { ok: false, because: 'not_money' }
  const [, sign, whole, fraction = '', power = ''] = match
  const yuan = trimmed(shifted(decimalOf(`${sign}${whole!.replace(/,/g, '')}${fraction}`)!, powers[power]!))
  if (yuan.scale > 2) return { ok: false, because: 'too_fine' }
  const value = textOf(rounded(yuan, 2))
  if (value.replace(/\D/g, '').length > mostDigits) return { ok: false, because: 'too_large' }
  return { ok: true, value }
}
