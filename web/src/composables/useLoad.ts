import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

export interface Load<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  run(): Promise<void>
  /** The same behind what is shown: without a sign of being busy, and what goes wrong leaves everything as it is. */
  refresh(): Promise<void>
}

/** Runs a request; the answer to the latest call stands, whatever order the answers come in. */
export function useLoad<T>(request: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let current: AbortController | null = null

  async function run(): Promise<void> {
    current?.abort()
    const mine = (current = new AbortController())
    busy.value = true
    problem.value = null
    try {
      const answer = await request(mine.signal)
      if (current === mine) data.value = answer
    } catch (error) {
      if (current === mine) problem.value = asProblem(error)
    } finally {
      if (current === mine) busy.value = false
    }
  }

  async function refresh(): Promise<void> {
    if (busy.value) return
    current?.abort()
    const mine = (current = new AbortController())
    try {
      const answer = await request(mine.signal)
      if (current === mine) data.value = answer
    } catch {
      // The next event, or the next look, tries again.
    }
  }

  onScopeDispose(() => current?.abort())
  return { data, problem, busy, run, refresh }
}
