import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { modulePages } from './modulePages'
import { haveSession, session } from './state/session'

const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue'), meta: { open: true } },
  // Where the code on a printed bulletin leads: whoever holds the paper has no account.
  {
    path: '/bulletins/:id/verify',
    name: 'verify-bulletin',
    component: () => import('./pages/VerifyBulletinPage.vue'),
    meta: { open: true },
  },
  // Such as where the code on a box of fruit leads.
  ...modulePages.flatMap((page) =>
    page.open
      ? [{ path: page.open, name: `open:${page.module}/${page.path}`, component: page.component, meta: { open: true } }]
      : [],
  ),
  {
    path: '/',
    component: () => import('./shell/AppShell.vue'),
    children: [
      { path: '', name: 'overview', component: () => import('./pages/OverviewPage.vue') },
      { path: 'published', name: 'published', component: () => import('./pages/PublishedPage.vue') },
      { path: 'figures', name: 'figures', component: () => import('./pages/FiguresPage.vue') },
      // Names of figures have dots, which the server takes for a file at the end of an address.
      { path: 'figures/:name/slice', name: 'figure', component: () => import('./pages/FigurePage.vue'), props: true },
      {
        path: 'figures/:name/lineage',
        name: 'lineage',
        component: () => import('./pages/LineagePage.vue'),
        props: true,
      },
      { path: 'search', name: 'search', component: () => import('./pages/SearchPage.vue') },
      { path: 'todo', name: 'todo', component: () => import('./pages/TodoPage.vue') },
      { path: 'notifications', name: 'notifications', component: () => import('./pages/NotificationsPage.vue') },
      { path: 'jobs', name: 'jobs', component: () => import('./pages/JobsPage.vue') },
      { path: 'log', name: 'log', component: () => import('./pages/LogPage.vue') },
      { path: 'account', name: 'account', component: () => import('./pages/AccountPage.vue') },
      { path: 'access/events', name: 'events', component: () => import('./pages/AccessEventsPage.vue') },
      { path: 'refusals', name: 'refusals', component: () => import('./pages/RefusalsPage.vue') },
      { path: 'records', name: 'records', component: () => import('./pages/RecordsPage.vue') },
      { path: 'records/:type', name: 'list', component: () => import('./pages/ListPage.vue'), props: true },
      { path: 'records/:type/new', name: 'create', component: () => import('./pages/FormPage.vue'), props: true },
      { path: 'records/:type/import', name: 'import', component: () => import('./pages/ImportPage.vue'), props: true },
      { path: 'records/:type/:id', name: 'record', component: () => import('./pages/RecordPage.vue'), props: true },
      { path: 'records/:type/:id/amend', name: 'amend', component: () => import('./pages/FormPage.vue'), props: true },
      ...modulePages.map((page) => ({
        path: `modules/${page.module}/${page.path}`.replace(/\/$/, ''),
        name: `module:${page.module}/${page.path}`,
        component: page.component,
      })),
      { path: ':rest(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue') },
    ],
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => {
    if (saved) return saved
    return to.path === from.path ? undefined : { top: 0 }
  },
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  try {
    if ((await haveSession()) && !session.value?.must_change) return true
  } catch {
    // The server cannot be reached: the login page says so when it is tried.
  }
  return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})
