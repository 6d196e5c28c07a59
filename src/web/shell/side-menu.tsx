import { DownOutlined, MenuFoldOutlined, MenuUnfoldOutlined, RightOutlined } from '@ant-design/icons'
import { useLocation } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { shellText } from '../../text/web/shell.ts'
import { useMay, useSession } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { TextLink } from '../ui/url.tsx'
import { type Entry, type Group, menuFor } from './menu.tsx'

const WIDTH_KEPT_UNDER = 'bellwether.menu'
const OPEN_KEPT_UNDER = 'bellwether.menu.open'
/** A menu that fits the screen folds nothing away. */
const LONG = 16

export function SideMenu() {
  const t = useText(shellText)
  const may = useMay()
  const { org } = useSession()
  const [narrow, setNarrow] = useState(() => keptOf(WIDTH_KEPT_UNDER) === 'narrow')
  const turn = () => {
    setNarrow(!narrow)
    keep(WIDTH_KEPT_UNDER, narrow ? 'wide' : 'narrow')
  }
  const groups = menuFor(may)
  const isLong = groups.flatMap(({ entries }) => entries).length > LONG
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
        {groups.map((group) =>
          group.folds && isLong && !narrow ? (
            <FoldedGroup key={group.word} group={group} />
          ) : (
            <div key={group.word} className="bw-side-group">
              {!narrow && <span>{t(group.word)}</span>}
              <Links entries={group.entries} bare={narrow} />
            </div>
          ),
        )}
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

/** Open while one of its pages is, or as it was left. */
function FoldedGroup({ group }: { group: Group }) {
  const t = useText(shellText)
  const id = useId()
  const pathname = useLocation({ select: (location) => location.pathname })
  const isInside = group.entries.some(({ href }) => isAt(pathname, href))
  const [open, setOpen] = useState(() => openGroups().includes(group.word))
  const isOpen = open || isInside
  const links = useRef<HTMLDivElement>(null)
  // Whoever comes here by another way sees in the menu where they are.
  useEffect(() => {
    if (isInside) links.current?.querySelector('.bw-here')?.scrollIntoView({ block: 'nearest' })
  }, [isInside])
  const turn = () => {
    setOpen(!isOpen)
    const others = openGroups().filter((word) => word !== group.word)
    keep(OPEN_KEPT_UNDER, [...others, ...(isOpen ? [] : [group.word])].join(' '))
  }
  return (
    <div className="bw-side-group">
      <button type="button" aria-expanded={isOpen} aria-controls={id} disabled={isInside} onClick={turn}>
        <span>{t(group.word)}</span>
        {!isInside && (isOpen ? <DownOutlined /> : <RightOutlined />)}
      </button>
      <div id={id} ref={links} hidden={!isOpen}>
        <Links entries={group.entries} bare={false} />
      </div>
    </div>
  )
}

function Links({ entries, bare }: { entries: readonly Entry[]; bare: boolean }) {
  return entries.map((entry) => <MenuLink key={entry.href} entry={entry} bare={bare} />)
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

export function useIsHere(href: string): boolean {
  return isAt(useLocation({ select: (location) => location.pathname }), href)
}

function isAt(pathname: string, href: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`)
}

function openGroups(): string[] {
  return (keptOf(OPEN_KEPT_UNDER) ?? '').split(' ')
}

/** Without storage the menu simply opens as it first was next time. */
function keptOf(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // see keptOf
  }
}
