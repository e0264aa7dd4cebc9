import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { freshKey, rehearse, send, type Command } from '@/api/records'
import type { DataRecord, DryRun } from '@/api/types'
import { changes } from '@/state/changes'

/** Sends one command and keeps what the server said about it. */
export function useCommand() {
  const problem = shallowRef<Problem | null>(null)
  const rehearsal = shallowRef<DryRun | null>(null)
  const busy = ref<'check' | 'send' | null>(null)

  // The key stays the same while the same thing is tried again, so that a lost answer never makes a second record.
  let key = freshKey()
  let keyOf = ''

  async function check(command: Command): Promise<boolean> {
    return attempt('check', async () => {
      rehearsal.value = await rehearse(command)
      return true
    }).then((done) => done ?? false)
  }

  async function commit(command: Command): Promise<DataRecord | null> {
    const content = JSON.stringify(command)
    if (content !== keyOf) {
      key = freshKey()
      keyOf = content
    }
    return attempt('send', async () => {
      const record = await send(command, key)
      changes.value++
      keyOf = ''
      return record
    })
  }

  async function attempt<T>(what: 'check' | 'send', action: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = what
    problem.value = null
    rehearsal.value = null
    try {
      return await action()
    } catch (error) {
      problem.value = asProblem(error)
      // A refusal is an answer: the next attempt is a new one. Only a lost answer is asked for again.
      if (problem.value.status !== 0) keyOf = ''
      return null
    } finally {
      busy.value = null
    }
  }

  function forget() {
    problem.value = null
    rehearsal.value = null
  }

  return { problem, rehearsal, busy, check, commit, forget }
}
