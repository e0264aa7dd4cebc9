import { createApp } from 'vue'
import App from './App.vue'
import { reloadWhenOutdated } from './freshPages'
import { restoreLanguage } from './i18n'
import { router } from './router'
import './state/preferences'
import './styles/tokens.css'
import './styles/base.css'

reloadWhenOutdated()
void restoreLanguage()
  .catch(() => undefined) // the language file could not be fetched: Chinese is there
  .then(() => createApp(App).use(router).mount('#app'))
