-- reconcile: holds transfers out of the wallet against the spends, and books what is missing.
--
-- KEYS[1]  root of the books; fund.lua tells <root>:funding, of which this one moves
--            departed: the last block searched for transfers out of the wallet; it only ever grows
--          besides
--   <root>:departure  set  ids of the transfers that are booked as unexplained or were rebuilt
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
--     unexplained  not ours, or ours but not as the spend says
--     restored     its spend was given back, or held for never signed, and is now settled
--     known        it was met before, here or as rebuilt or unexplained
--     confirmed    its spend now knows its block; where the spend has not ended, that is for others to do
--
-- After: each of them stands in the books as spent, held, in doubt or unexplained.

local opened, departed = unpack(redis.call('HMGET', key('funding'), 'opened', 'departed'))
if not opened then
  return { 'not_open' }
end
if ARGV[2] ~= '' and departed and tonumber(ARGV[2]) > tonumber(departed) + 1 then
  return { 'gap' }
end
local departures = cjson.decode(ARGV[1])

local function isPruned(departure)
  for month in string.gmatch(departure.months, '%S+') do
    if redis.call('HEXISTS', key('pruned'), month) == 1 then
      return true
    end
  end
  return false
end

local function unexplained(departure)
  if redis.call('SADD', key('departure'), departure.id) == 0 then
    return 'known'
  end
  fundIfOlder(departure, opened)
  post('treasury', 'unexplained', departure.amount, 'step', 'unexplained', 'departure', departure.id,
    'transaction', departure.transaction, 'block', departure.block, 'payee', departure.payee,
    'nonce', departure.nonce, 'claims', departure.spend or '')
  return 'unexplained'
end

-- The key of a nonce may be gone, but of what is under way the nonce is written down. Of the newest only.
local NEWEST, written = '9999', nil
local function spendByNonce(nonce)
  if not written then
    written = {}
    for _, name in ipairs({ 'open', 'provisional' }) do
      for _, id in ipairs(redis.call('ZREVRANGE', key(name), '0', NEWEST)) do
        written[redis.call('HGET', key('spend:' .. id), 'nonce') or ''] = id
      end
    end
  end
  return nonce ~= '' and written[nonce] or nil
end

local function meet(departure)
  departure.spend = departure.spend or spendByNonce(departure.nonce)
  if not departure.spend then
    return unexplained(departure)
  end
  local spend = find(departure.spend)
  if not spend and isPruned(departure) then
    return 'pruned'
  end
  if not spend then
    -- A rebuilt spend leaves the books with the month in which it was rebuilt.
    local isNew = redis.call('SADD', key('departure'), departure.id) == 1
    return isNew and rebuild(departure, opened) or 'known'
  end
  local isAsSigned = spend.nonce == '' or (spend.nonce == departure.nonce and spend.payee == departure.payee)
  if not isAsSigned or spend.amount ~= departure.amount then
    return unexplained(departure)
  end
  if spend.state == 'voided' or spend.state == 'reserved' then
    return restore(spend, departure)
  end
  if redis.call('HEXISTS', key('spend:' .. spend.id), 'confirmedAt') == 1 then
    return 'known'
  end
  place(spend, departure)
  return 'confirmed'
end

-- From here it must succeed.
local answer = { 'done' }
for _, departure in ipairs(departures) do
  answer[#answer + 1] = meet(departure)
end
if ARGV[2] ~= '' and (not departed or tonumber(ARGV[3]) > tonumber(departed)) then
  redis.call('HSET', key('funding'), 'departed', ARGV[3])
end
return answer
