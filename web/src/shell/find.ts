import { listRecords } from '@/api/records'
import type { RecordType } from '@/api/types'
import type { IconName } from '@/components/icons'
import { t, titled } from '@/i18n'
import { modulePages } from '@/modulePages'
import { schema, typeOf } from '@/state/schema'

export interface Found {
  key: string
  icon: IconName
  text: string
  about: string
  to: string
}

const mostPages = 8
const mostTypes = 12
const recordsEach = 3

interface Candidate extends Found {
  words: string
}

function candidates(): Candidate[] {
  const pages: Candidate[] = (
    [
      ['/', 'overview', t('nav.overview')],
      ['/figures', 'figures', t('nav.figures')],
      ['/published', 'published', t('nav.published')],
      ['/log', 'log', t('nav.log')],
    ] as const
  ).map(([to, icon, text]) => ({ key: to, to, icon, text, about: '', words: text }))
  const own: Candidate[] = modulePages.map((page) => {
    const to = `/modules/${page.module}/${page.path}`
    return {
      key: to,
      to,
      icon: 'overview',
      text: titled(page.title),
      about: '',
      words: `${page.title.zh} ${page.title.en}`,
    }
  })
  const types: Candidate[] = (schema.value?.types ?? []).map((type) => ({
    key: `type:${type.name}`,
    to: `/records/${type.name}`,
    icon: 'records',
    text: titled(type.title, type.name),
    about: t('nav.records'),
    words: `${type.title.zh} ${type.title.en} ${type.name}`,
  }))
  const figures: Candidate[] = (schema.value?.figures ?? []).map((figure) => ({
    key: `figure:${figure.name}`,
    to: `/figures/${encodeURIComponent(figure.name)}/slice`,
    icon: 'figures',
    text: titled(figure.title, figure.name),
    about: t('nav.figures'),
    words: [figure.title.zh, figure.title.en, figure.name, ...(figure.words ?? [])].join(' '),
  }))
  return [...pages, ...own, ...types, ...figures]
}

export function findPages(words: string): Found[] {
  const wanted = words.trim().toLowerCase()
  const all = candidates()
  if (!wanted) return all.slice(0, mostPages)
  const near = (one: Candidate): number => {
    const text = one.text.toLowerCase()
    return text === wanted ? 0 : text.startsWith(wanted) ? 1 : 2
  }
  const matching = all.filter((one) => one.words.toLowerCase().includes(wanted))
  return matching.sort((a, b) => near(a) - near(b)).slice(0, mostPages)
}

// Types that people look for by name or number come before code lists, which carry no workflow.
const rank = (type: RecordType): number => (type.states.length ? 0 : type.numbered ? 1 : 2)

export async function findRecords(words: string): Promise<Found[]> {
  const types = [...(schema.value?.types ?? [])].sort((a, b) => rank(a) - rank(b)).slice(0, mostTypes)
  const answers = await Promise.allSettled(
    types.map((type) => listRecords(type.name, new URLSearchParams({ q: words, limit: String(recordsEach) }))),
  )
  const found = answers.flatMap((answer) =>
    answer.status !== 'fulfilled'
      ? []
      : answer.value.items.map((record) => ({
          key: `${record.type}:${record.id}`,
          to: `/records/${record.type}/${record.id}`,
          icon: 'file' as const,
          text: record.label,
          about: [titled(typeOf(record.type)?.title), record.number !== record.label ? record.number : '']
            .filter(Boolean)
            .join(' · '),
        })),
  )
  // What is called so comes before what only speaks of it.
  const named = (one: Found) => (one.text.includes(words) ? 0 : 1)
  return found.sort((a, b) => named(a) - named(b))
}
