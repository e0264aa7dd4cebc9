import { ref } from 'vue'
import { rememberedText, rememberText } from './remembered'

// Which groups of the menu somebody has folded, kept in this browser.

const kept = 'shanhai.menu'

function remembered(): string[] {
  try {
    const found: unknown = JSON.parse(rememberedText(kept) || '[]')
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}

const closed = ref(new Set(remembered()))

export const isClosed = (module: string): boolean => closed.value.has(module)

export function setClosed(module: string, now: boolean): void {
  if (closed.value.has(module) === now) return
  const next = new Set(closed.value)
  if (now) next.add(module)
  else next.delete(module)
  closed.value = next
  rememberText(kept, JSON.stringify([...next]))
}
