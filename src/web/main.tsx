import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CallError, newQueryClient } from './api.ts'
import { paths } from './paths.ts'
import { newRouter } from './routes.tsx'
import { theme } from './theme.ts'
import { LanguageProvider, useLanguage } from './ui/language.tsx'
import './ui/ui.css'

const client = newQueryClient()
const router = newRouter(client)

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function Product() {
  const { language } = useLanguage()
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={theme}
      button={{ autoInsertSpace: false }}
    >
      <App className="bw-app">
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}

// A session that was revoked elsewhere ends here at the next question asked.
client.getQueryCache().subscribe((event) => {
  const error = event.query.state.error
  const inside = window.location.pathname !== paths.signIn()
  if (event.type === 'updated' && error instanceof CallError && error.code === 'signed_out' && inside) {
    if (event.query.queryKey[0] !== 'session.me') window.location.assign(paths.signIn())
  }
})

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <Product />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
)
