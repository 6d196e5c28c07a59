import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useMay, useSession } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { useIsPhone } from '../ui/phone.ts'
import { TextLink } from '../ui/url.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveBell } from './live-bell.tsx'
import { type Entry, tabsFor } from './menu.tsx'
import { SearchBox } from './search-box.tsx'
import { SideMenu, useIsHere } from './side-menu.tsx'
import { Strips } from './strips.tsx'
import './shell.css'

/** The frame: menu at the side on a desktop, five tabs under the thumb on a phone. */
export function AppShell({ children }: { children: ReactNode }) {
  const phone = useIsPhone()
  const t = useText(shellText)
  const busy = useRouterState({ select: (state) => state.isLoading })
  return (
    <div className="bw-shell">
      <a className="bw-skip" href="#main">
        {t('skip')}
      </a>
      {!phone && <SideMenu />}
      <div className="bw-shell-body">
        <TopBar phone={phone} />
        {busy && <div className="bw-busy" role="progressbar" aria-label="…" />}
        <div className="bw-shell-scroll">
          <Strips />
          <main id="main" className="bw-main">
            {children}
          </main>
        </div>
        {phone && <BottomTabs />}
      </div>
    </div>
  )
}

function TopBar({ phone }: { phone: boolean }) {
  const { org } = useSession()
  return (
    <header className="bw-top">
      {phone ? (
        <TextLink href="/" className="bw-brand">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          <strong>{org.name}</strong>
        </TextLink>
      ) : (
        <SearchBox />
      )}
      <div className="bw-row">
        <LiveBell />
        {!phone && <AccountMenu />}
      </div>
    </header>
  )
}

function BottomTabs() {
  const t = useText(shellText)
  const may = useMay()
  return (
    <nav className="bw-tabs" aria-label={t('menu')}>
      {tabsFor(may).map((entry) => (
        <MenuTab key={entry.href} entry={entry} />
      ))}
    </nav>
  )
}

function MenuTab({ entry }: { entry: Entry }) {
  const t = useText(shellText)
  const here = useIsHere(entry.href)
  return (
    <TextLink href={entry.href} className={here ? 'bw-here' : ''} aria-current={here ? 'page' : undefined}>
      {entry.icon}
      <span>{t(entry.word)}</span>
    </TextLink>
  )
}
