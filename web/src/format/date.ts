// Days are text ("2024-03-01") and stay text; moments come as UTC and are shown by the clock of Shanghai, wherever the reader is.

const two = (n: number) => String(n).padStart(2, '0')

export const shanghaiAheadMs = 8 * 3600_000

/** "2024-03-01 09:05" in Shanghai. */
export function momentText(iso: string): string {
  const at = new Date(new Date(iso).getTime() + shanghaiAheadMs)
  return Number.isNaN(at.getTime()) ? iso : at.toISOString().slice(0, 16).replace('T', ' ')
}

/** The day that it is in Shanghai. */
export const today = (): string => momentText(new Date().toISOString()).slice(0, 10)

/** A day of a calendar that counts in the reader's own zone. */
export const dayText = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`

export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** What people type: 2024-3-1, 2024/03/01, 20240301, 2024年3月1日, 2024.3.1. */
export function readDay(typed: string): string | null {
  const text = typed.replace(/[\uff10-\uff19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).trim()
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  if (!match) return null
  const day = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`
  return isDay(day) ? day : null
}
