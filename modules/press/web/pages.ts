import type { ModulePage } from '@/modulePages'

export default [
  { path: 'check', title: { zh: '核对文稿', en: 'Check a text' }, component: () => import('./CheckPage.vue') },
] satisfies ModulePage[]
