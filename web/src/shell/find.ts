import { searchRecords } from '@/api/search'
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
const mostRecords = 12

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

/** The best records, whatever their type; aborted when more is typed. */
export async function findRecords(words: string, signal: AbortSignal): Promise<Found[]> {
  const answer = await searchRecords({ q: words, limit: mostRecords }, signal)
  const found = answer.hits.map((hit) => ({
    key: `${hit.type}:${hit.id}`,
    to: `/records/${hit.type}/${hit.id}`,
    icon: 'file' as const,
    text: hit.title,
    about: [titled(typeOf(hit.type)?.title, hit.type), hit.number !== hit.title ? (hit.number ?? hit.key) : '']
      .filter(Boolean)
      .join(' · '),
  }))
  if (!found.length) return found
  const all = `/search?q=${encodeURIComponent(words)}`
  return [...found, { key: all, to: all, icon: 'search', text: t('find.all', { words }), about: '' }]
}
