-- reconcile: holds transfers out of the wallet against the spends, and books what is missing.
--
-- KEYS[1]  root of the books; fund.lua tells <root>:funding, of which this one moves
--            departed: the last block searched for transfers out of the wallet; it only ever grows
--            since: the first one searched when that began
--          and open.lua
--            byHand: there where the books were funded before they were opened
--          and forget.lua
--            forgotten: the last block with a transfer whose spend has left the books
--          confirming.lua tells <root>:met, by which no transfer is met twice
-- ARGV[1]  JSON array of objects of strings: id, amount (micro-dollars), transaction, block, payee,
--          nonce; of those whose nonce is ours also spend, team, what, quarter, bounds, order, cheque,
--          madeAt (milliseconds), months: those in which it may have been reserved
-- ARGV[2]  first block searched; empty where how far was searched must not move
-- ARGV[3]  last block searched
--
-- Answers, in the order tried:
--   not_open
--   gap         between what was searched before and the first block
--   done, then for each transfer, in the order tried:
--     pruned       its spend may have been, and has left the books
--     rebuilt      its spend was not there, and is now settled
--     known        it was met before
--     unreadable   its nonce is not ours, or its key is gone, and it left before the first search, or before
--                  what has left the books: it may be one of ours, and is not booked
--     unexplained  not ours, or ours but not as the spend says
--     restored     its spend was given back, or held for never signed, and is now settled
--     confirmed    its spend now knows its block; where the spend has not ended, that is for others to do
--
-- After: each of them stands in the books as spent, held, in doubt or unexplained, unless it was pruned or
-- unreadable; whatever was booked of it is never booked again. One that was unexplained, and whose spend is
-- known now, is unexplained no more.

local opened, departed, since, forgotten = unpack(redis.call('HMGET', key('funding'),
  'opened', 'departed', 'since', 'forgotten'))
if not opened then
  return { 'not_open' }
end
if ARGV[2] ~= '' and departed and tonumber(ARGV[2]) > tonumber(departed) + 1 then
  return { 'gap' }
end
local departures = cjson.decode(ARGV[1])

-- Books that were opened with a search begin it there.
since = since or (departed and whole(tonumber(opened) + 1)) or ARGV[2]

-- Whoever sends without an authorization leaves no nonce, and is none of ours.
local function mayBeOurs(departure)
  local block = tonumber(departure.block)
  return departure.nonce ~= '' and not departure.spend
    and (since == '' or block < tonumber(since) or block <= tonumber(forgotten or '0'))
end

local function unexplained(departure, met)
  if met then
    return 'known'
  end
  if mayBeOurs(departure) then
    return 'unreadable'
  end
  mark(departure, { id = 'unexplained' })
  fundIfOlder(departure, opened)
  post('treasury', 'unexplained', departure.amount, 'step', 'unexplained', 'departure', departure.id,
    'transaction', departure.transaction, 'block', departure.block, 'payee', departure.payee,
    'nonce', departure.nonce, 'claims', departure.spend or '')
  return 'unexplained'
end

local function meet(departure)
  local met = redis.call('HGET', key('met'), departure.id)
  local isReadable = departure.spend
  departure.spend = spendOf(departure, met)
  if not departure.spend then
    return unexplained(departure, met)
  end
  local spend = find(departure.spend)
  if met == 'unexplained' and isOf(departure, spend) then
    explain(departure, opened)
    met = false
  end
  if not spend then
    return met and 'known' or isPruned(departure) and 'pruned' or rebuild(departure, opened)
  end
  if not isOf(departure, spend) then
    return unexplained(departure, met)
  end
  if spend.state == 'voided' or spend.state == 'reserved' then
    return isReadable and restore(spend, departure) or 'unreadable'
  end
  if redis.call('HEXISTS', key('spend:' .. spend.id), 'confirmedAt') == 1 then
    if not met then
      mark(departure, spend)
    end
    return 'known'
  end
  placeForNow(spend, departure)
  return 'confirmed'
end

-- From here it must succeed.
local answer = { 'done' }
for _, departure in ipairs(departures) do
  answer[#answer + 1] = meet(departure)
end
if since ~= '' then
  redis.call('HSETNX', key('funding'), 'since', since)
end
if ARGV[2] ~= '' and (not departed or tonumber(ARGV[3]) > tonumber(departed)) then
  redis.call('HSET', key('funding'), 'departed', ARGV[3])
end
return answer
