import { SearchOutlined } from '@ant-design/icons'
import { AutoComplete, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { searchEverything } from '../../api/settings.ts'
import { shellText } from '../../text/web/shell.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { useGo } from '../ui/url.tsx'

/** Global search, Ctrl+K from anywhere. */
export function SearchBox() {
  const t = useText(shellText)
  const go = useGo()
  const field = useRef<InputRef>(null)
  const [words, setWords] = useState('')
  const asked = useCalm(words.trim(), 200)
  const found = useLater(searchEverything, { query: { q: asked }, enabled: asked !== '' })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      field.current?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const items = found.data?.items ?? []
  return (
    <AutoComplete
      value={words}
      className="bw-search"
      options={items.map((item) => ({
        value: item.kind === 'customer' ? paths.customer(item.id) : paths.deal(item.id),
        label: (
          <span className="bw-search-hit">
            <span>{item.title}</span>
            <span className="bw-muted">{item.hint}</span>
          </span>
        ),
      }))}
      notFoundContent={asked === '' ? t('searchHint') : found.data ? t('searchNothing', { q: asked }) : null}
      onChange={(next) => !String(next).startsWith('/') && setWords(String(next))}
      onSelect={(href) => {
        setWords('')
        field.current?.blur()
        go(String(href))
      }}
    >
      <Input
        ref={field}
        variant="filled"
        prefix={<SearchOutlined />}
        suffix={<kbd>Ctrl K</kbd>}
        placeholder={t('search')}
        aria-label={t('search')}
      />
    </AutoComplete>
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
