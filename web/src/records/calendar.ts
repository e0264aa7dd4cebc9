import { dayText } from '@/format/date'

export interface CalendarDay {
  day: string
  number: number
  inMonth: boolean
}

const local = (day: string): Date => {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}

/** Six weeks that hold the month of a day, Monday first. */
export function monthOf(day: string): CalendarDay[] {
  const at = local(day)
  const first = new Date(at.getFullYear(), at.getMonth(), 1)
  const lead = (first.getDay() + 6) % 7
  return Array.from({ length: 42 }, (_, i) => {
    const date = new Date(first.getFullYear(), first.getMonth(), 1 - lead + i)
    return { day: dayText(date), number: date.getDate(), inMonth: date.getMonth() === first.getMonth() }
  })
}

export function movedByDays(day: string, days: number): string {
  const at = local(day)
  return dayText(new Date(at.getFullYear(), at.getMonth(), at.getDate() + days))
}

/** The same day some months on, or the last of a shorter month. */
export function movedByMonths(day: string, months: number): string {
  const at = local(day)
  const last = new Date(at.getFullYear(), at.getMonth() + months + 1, 0).getDate()
  return dayText(new Date(at.getFullYear(), at.getMonth() + months, Math.min(at.getDate(), last)))
}
