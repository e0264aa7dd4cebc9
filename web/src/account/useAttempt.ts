import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

/** One thing at a time, and what the server said against it. */
export function useAttempt() {
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)

  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await action()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { problem, busy, attempt }
}
