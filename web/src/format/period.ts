import { t } from '@/i18n'

/** A published figure's period in words: "2024", "as_of 2024", "2024-10/..", "2016/2021", "P3Y". */
export function periodText(period: string): string {
  const asOf = /^as_of\s+(.+)$/.exec(period)
  if (asOf) return t('period.as_of', { at: asOf[1]! })
  const years = /^P(\d+)Y$/.exec(period)
  if (years) return t('period.years', { n: years[1]! })
  const range = /^(.+)\/(.+)$/.exec(period)
  if (!range) return period
  if (range[2] === '..') return t('period.since', { from: range[1]! })
  return range[1] === '..'
    ? t('period.until', { to: range[2]! })
    : t('period.range', { from: range[1]!, to: range[2]! })
}
