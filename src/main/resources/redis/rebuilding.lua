-- rebuilding.lua: how reconcile.lua books a transfer whose spend is missing or was given up; that script tells
-- the form of a departure. Put behind confirming.lua in front of it.
--
--   <root>:restored  set  ids of spends whose jobs nobody has been told to look for yet

-- What left before the books were opened is missing from the balance they were opened with. Where they were
-- not opened with a balance, but with what operators had said came in, it is not.
local function isOlder(departure, opened)
  return tonumber(departure.block) <= tonumber(opened) and redis.call('HEXISTS', key('funding'), 'byHand') == 0
end

local function fundIfOlder(departure, opened)
  if isOlder(departure, opened) then
    post('funding', 'treasury', departure.amount, 'step', 'rebuild', 'transaction', departure.transaction,
      'block', departure.block)
  end
end

-- Takes back what was booked before anybody could tell what the transfer was for, the topping up with it.
local function explain(departure, opened)
  post('unexplained', 'treasury', departure.amount, 'step', 'explain', 'departure', departure.id,
    'transaction', departure.transaction, 'block', departure.block, 'payee', departure.payee,
    'nonce', departure.nonce, 'claims', departure.spend)
  if isOlder(departure, opened) then
    post('treasury', 'funding', departure.amount, 'step', 'explain', 'transaction', departure.transaction,
      'block', departure.block)
  end
  redis.call('HDEL', key('met'), departure.id)
end

local function place(spend, departure)
  redis.call('HSET', key('spend:' .. spend.id), 'transaction', departure.transaction, 'block', departure.block,
    'confirmedAt', whole(now))
  mark(departure, spend)
  noLongerProvisional(spend)
end

-- What knows its transfer takes the mark with it when it leaves the books.
local function placeForNow(spend, departure)
  redis.call('HSET', key('spend:' .. spend.id), 'departure', departure.id)
  place(spend, departure)
end

-- What was not reserved, or given back, counts from now on in the windows and the hour it belongs to.
local function countAnew(spend, departure, reservedAt)
  count(spend, nil, 'settled')
  countInLimits(spend, departure.bounds, spend.amount)
  if now - reservedAt < FLOW_KEPT * 1000 then
    local flow = key('flow:' .. date(reservedAt))
    redis.call('HINCRBY', flow, hourOf(reservedAt), spend.amount)
    redis.call('EXPIRE', flow, FLOW_KEPT)
  end
end

local function rebuild(departure, opened)
  local spend = {
    id = departure.spend, amount = departure.amount, team = departure.team, what = departure.what,
    quarter = departure.quarter, order = departure.order, payee = departure.payee, nonce = departure.nonce,
    transaction = departure.transaction,
  }
  fundIfOlder(departure, opened)
  redis.call('HSET', key('spend:' .. spend.id), 'amount', spend.amount, 'team', spend.team, 'what', spend.what,
    'quarter', spend.quarter, 'reservedAt', departure.madeAt, 'order', spend.order, 'payee', spend.payee,
    'nonce', spend.nonce, 'cheque', departure.cheque)
  redis.call('RPUSH', key('spends:' .. thisMonth .. ':' .. spend.team), spend.id)
  countAnew(spend, departure, tonumber(departure.madeAt))
  -- By the account in which others look for teams.
  postSpend(spend, 'treasury', 'held:' .. spend.team, 'rebuild')
  postSpend(spend, 'held:' .. spend.team, 'spent:' .. spend.team, 'settle')
  sumUp(spend, 'spent:' .. spend.team)
  close(spend, 'settled', 'rebuilt from the chain')
  -- It leaves the books with the month in which it was rebuilt; its mark stays, or it would come back.
  place(spend, departure)
  return 'rebuilt'
end

local function restore(spend, departure)
  spend.payee, spend.nonce, spend.transaction = departure.payee, departure.nonce, departure.transaction
  redis.call('HSET', key('spend:' .. spend.id), 'payee', spend.payee, 'nonce', spend.nonce, 'cheque',
    departure.cheque)
  if spend.state == 'voided' then
    countAnew(spend, departure, tonumber(redis.call('HGET', key('spend:' .. spend.id), 'reservedAt')))
    postSpend(spend, 'treasury', 'spent:' .. spend.team, 'restore')
  else
    count(spend, 'held', 'settled')
    postSpend(spend, 'held:' .. spend.team, 'spent:' .. spend.team, 'restore')
  end
  sumUp(spend, 'spent:' .. spend.team)
  close(spend, 'settled', 'its transfer was found on the chain')
  redis.call('SADD', key('restored'), spend.id)
  placeForNow(spend, departure)
  return 'restored'
end
