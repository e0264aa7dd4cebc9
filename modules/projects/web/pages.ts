import type { ModulePage } from '@/modulePages'

export default [
  { path: 'outlook', title: { zh: '完工展望', en: 'Outlook' }, component: () => import('./OutlookPage.vue') },
  {
    path: 'outlook/:id',
    title: { zh: '项目展望', en: 'Outlook of a project' },
    component: () => import('./WorkPage.vue'),
    hidden: true,
  },
] satisfies ModulePage[]
