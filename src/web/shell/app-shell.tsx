import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { useLocation, useRouterState } from '@tanstack/react-router'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useMay, useSession } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { useIsPhone } from '../ui/phone.ts'
import { TextLink } from '../ui/url.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LiveBell } from './live-bell.tsx'
import { type Entry, menuFor, tabsFor } from './menu.tsx'
import { SearchBox } from './search-box.tsx'
import { Strips } from './strips.tsx'
import './shell.css'

const KEPT_UNDER = 'bellwether.menu'

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

function SideMenu() {
  const t = useText(shellText)
  const may = useMay()
  const { org } = useSession()
  const [narrow, setNarrow] = useState(() => readNarrow())
  const turn = () => {
    setNarrow(!narrow)
    keepNarrow(!narrow)
  }
  return (
    <nav className={`bw-side${narrow ? ' bw-side-narrow' : ''}`} aria-label={t('menu')}>
      <TextLink href="/" className="bw-brand">
        <img src="/favicon.svg" alt="" width={28} height={28} />
        {!narrow && (
          <span>
            <strong>{t('product')}</strong>
            <small title={org.name}>{org.name}</small>
          </span>
        )}
      </TextLink>
      <div className="bw-side-groups">
        {menuFor(may).map((group) => (
          <div key={group.word} className="bw-side-group">
            {!narrow && <span>{t(group.word)}</span>}
            {group.entries.map((entry) => (
              <MenuLink key={entry.href} entry={entry} bare={narrow} />
            ))}
          </div>
        ))}
      </div>
      <Button
        type="text"
        className="bw-side-turn"
        icon={narrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        aria-label={t(narrow ? 'expand' : 'collapse')}
        onClick={turn}
      />
    </nav>
  )
}

function MenuLink({ entry, bare }: { entry: Entry; bare: boolean }) {
  const t = useText(shellText)
  const here = useIsHere(entry.href)
  return (
    <TextLink
      href={entry.href}
      className={`bw-side-link${here ? ' bw-here' : ''}`}
      aria-current={here ? 'page' : undefined}
      title={bare ? t(entry.word) : undefined}
    >
      {entry.icon}
      {!bare && <span>{t(entry.word)}</span>}
    </TextLink>
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

function useIsHere(href: string): boolean {
  const pathname = useLocation({ select: (location) => location.pathname })
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`)
}

function readNarrow(): boolean {
  try {
    return localStorage.getItem(KEPT_UNDER) === 'narrow'
  } catch {
    return false
  }
}

function keepNarrow(narrow: boolean) {
  try {
    localStorage.setItem(KEPT_UNDER, narrow ? 'narrow' : 'wide')
  } catch {
    // Without storage the menu simply opens wide again next time.
  }
}
