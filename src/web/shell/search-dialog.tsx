import { FundOutlined, SearchOutlined, TeamOutlined } from '@ant-design/icons'
import { Input, Modal } from 'antd'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { searchEverything } from '../../api/settings.ts'
import { shellText } from '../../text/web/shell.ts'
import { type ReplyOf, useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { useGo } from '../ui/url.tsx'

type Hit = ReplyOf<typeof searchEverything>['items'][number]

/** Type two characters, arrow down, Enter. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const t = useText(shellText)
  const go = useGo()
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const asked = useCalm(words.trim(), 200)
  const found = useLater(searchEverything, { query: { q: asked }, enabled: asked !== '' })
  const hits = asked === '' ? [] : (found.data?.items ?? [])
  const open = (hit: Hit | undefined) => {
    if (!hit) return
    onClose()
    go(hit.kind === 'customer' ? paths.customer(hit.id) : paths.deal(hit.id))
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter') open(hits[at])
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open
      footer={null}
      closable={false}
      onCancel={onClose}
      width={560}
      styles={{ body: { padding: 0 } }}
    >
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={<SearchOutlined />}
        value={words}
        placeholder={t('search')}
        aria-label={t('search')}
        onKeyDown={onKey}
        onChange={(event) => {
          setWords(event.target.value)
          setAt(0)
        }}
      />
      <div className="bw-search-hits">
        {hits.map((hit, index) => (
          <button
            type="button"
            key={hit.id}
            className={index === at ? 'bw-here' : ''}
            onMouseEnter={() => setAt(index)}
            onClick={() => open(hit)}
          >
            {hit.kind === 'customer' ? <TeamOutlined /> : <FundOutlined />}
            <span>{hit.title}</span>
            <span className="bw-muted">{hit.hint}</span>
          </button>
        ))}
        {hits.length === 0 && (
          <p className="bw-muted">
            {asked !== '' && found.data ? t('searchNothing', { q: asked }) : t('searchHint')}
          </p>
        )}
      </div>
    </Modal>
  )
}

/** The value once it has stood still for `ms`. */
function useCalm(value: string, ms: number): string {
  const [calm, setCalm] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return calm
}
