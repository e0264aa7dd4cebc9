import { computed, ref, shallowRef } from 'vue'
import type { Titled } from '@/api/types'
import zh from '@/locales/zh.json'
import { messageOf } from '@/format/message'
import { rememberedText, rememberText } from '@/state/remembered'

export type Language = 'zh' | 'en'
export type MessageKey = keyof typeof zh
type Messages = Record<MessageKey, string>

const kept = 'shanhai.language'

export const language = ref<Language>('zh')
const messages = shallowRef<Messages>(zh)

// Chinese is in the first bundle; English is fetched by those who switch.
const load: Record<Language, () => Promise<Messages>> = {
  zh: async () => zh,
  en: async () => (await import('@/locales/en.json')).default,
}

export async function setLanguage(wanted: Language): Promise<void> {
  messages.value = await load[wanted]()
  language.value = wanted
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
  rememberText(kept, wanted)
}

export async function restoreLanguage(): Promise<void> {
  if (rememberedText(kept) === 'en') await setLanguage('en')
}

export const otherLanguage = computed<Language>(() => (language.value === 'zh' ? 'en' : 'zh'))

export type Parameters = Record<string, string | number>

export function t(key: MessageKey, parameters: Parameters = {}): string {
  return messageOf(messages.value[key] ?? key, parameters)
}

/** For names that come from data (units, actions): the message if there is one, else the fallback. */
export function tOr(key: string, fallback: string, parameters: Parameters = {}): string {
  const message = messages.value[key as MessageKey]
  return message === undefined ? fallback : messageOf(message, parameters)
}

/** A title from the schema in the reader's language. */
export function titled(title: Titled | string | null | undefined, fallback = ''): string {
  if (!title) return fallback
  if (typeof title === 'string') return title
  return title[language.value] || title.zh || title.en || fallback
}
