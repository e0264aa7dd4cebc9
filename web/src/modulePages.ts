import type { Component } from 'vue'
import type { Titled } from './api/types'

/** What a module's web/pages.ts exports as default: its own pages, found by the shell when the program is built. */
export interface ModulePage {
  path: string // below /modules/<module>/
  title: Titled
  component: () => Promise<{ default: Component }>
  hidden?: boolean // not in the menu
  open?: string // another address of the page, from the root, for those without an account
}

const found = import.meta.glob<{ default: ModulePage[] }>('../../modules/*/web/pages.ts', { eager: true })

export const modulePages: (ModulePage & { module: string })[] = Object.entries(found).flatMap(
  ([file, { default: pages }]) => {
    const module = /modules\/([^/]+)\/web/.exec(file)![1]!
    return pages.map((page) => ({ ...page, module }))
  },
)
