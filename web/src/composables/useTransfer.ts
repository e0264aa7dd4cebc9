import { onUnmounted, ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { freshKey } from '@/api/records'
import { cancelTransfer, fetchTransfer, type TransferState } from '@/api/transfers'

const lookEveryMs = 500

/** Runs an import or export, tells how far it is, and lets it be called off. Leaving the page calls it off, too. */
export function useTransfer() {
  const busy = ref(false)
  const state = shallowRef<TransferState | null>(null)
  const problem = shallowRef<Problem | null>(null)
  let name = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(own: string) {
    try {
      const now = await fetchTransfer(own)
      if (own === name) state.value = now
    } catch {
      // It has not begun yet, or has just ended.
    }
    if (own === name) timer = setTimeout(() => void look(own), lookEveryMs)
  }

  /** Nothing when it failed or was called off: then `problem` says why. */
  async function run<T>(work: (transfer: string) => Promise<T>): Promise<T | null> {
    const own = freshKey()
    name = own
    busy.value = true
    problem.value = state.value = null
    timer = setTimeout(() => void look(own), lookEveryMs)
    try {
      return await work(own)
    } catch (error) {
      problem.value = asProblem(error)
      return null
    } finally {
      clearTimeout(timer)
      name = ''
      busy.value = false
      state.value = null
    }
  }

  async function cancel() {
    if (name) await cancelTransfer(name).catch(() => undefined)
  }
  onUnmounted(() => void cancel())

  return { busy, state, problem, run, cancel }
}
