import type { ModulePage } from '@/modulePages'

export default [
  { path: '', title: { zh: '河流实况', en: 'Rivers now' }, component: () => import('./RiversPage.vue') },
] satisfies ModulePage[]
