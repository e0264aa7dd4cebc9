import { ref } from 'vue'

export interface Notice {
  id: number
  kind: 'done' | 'failed'
  text: string
}

const shownMs = 6000
let last = 0

export const notices = ref<Notice[]>([])

export function notify(text: string, kind: Notice['kind'] = 'done'): void {
  const id = ++last
  notices.value = [...notices.value.slice(-2), { id, kind, text }]
  setTimeout(() => dismiss(id), shownMs)
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id)
}
