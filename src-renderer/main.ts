import { createPinia } from 'pinia'
import { createApp, watchEffect } from 'vue'
import App from './App.vue'
import { BACKEND } from './backend/backend-key.ts'
import { connect } from './backend/connect.ts'
import { createSettings, provideSettings } from './composables/settings.ts'
import { createTranslations } from './i18n/create-translations.ts'
import { createPageRouter, findPages, loadAhead } from './router.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/controls.css'
import './styles/figures.css'
import './styles/tables.css'
import './styles/hull.css'
import './styles/treemap.css'
import './styles/files.css'
import './styles/ledger.css'
import './styles/ledger-tree.css'
import './styles/palette.css'
import './styles/container-detail.css'
import './styles/data-table.css'
import './styles/layer-map.css'
import './styles/reclaim.css'

const settings = createSettings(localStorage, navigator.languages)
const translations = createTranslations(settings.locale.value)
const pages = findPages()

watchEffect(() => {
  translations.global.locale.value = settings.locale.value
  const root = document.documentElement
  root.lang = settings.locale.value
  root.dataset['units'] = settings.units.value
  if (settings.theme.value === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = settings.theme.value
})

const app = createApp(App, { pages })
provideSettings(app, settings)
app.provide(BACKEND, connect())
app.use(createPinia())
app.use(createPageRouter(pages))
app.use(translations)
app.mount('#app')
loadAhead(pages)
