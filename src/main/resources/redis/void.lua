-- void: gives the money back, because it certainly never left and never will. Final.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  the state the caller's evidence is about; in any other state nothing is changed
-- ARGV[3]  reason: the evidence, for people
--
-- Answers, in the order tried: unknown_spend; already_done; elsewhere, state; done
--
-- What the chain has confirmed left, whoever says otherwise. After: the amount counts in no window, the treasury may reserve it again, and the call runs no longer.

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state == 'voided' then
  return { 'already_done' }
end
if spend.state ~= ARGV[2] or spend.state == 'settled' or spend.confirmed then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
local from = spend.state == 'in_doubt' and 'doubt' or 'held'
local bounds, reservedAt = unpack(redis.call('HMGET', key('spend:' .. spend.id), 'bounds', 'reservedAt'))
for _, limit in ipairs(limitsOfSpend(spend.team, spend.what, bounds, bounds)) do
  if redis.call('HEXISTS', key('count'), limit.counter) == 1 then
    redis.call('HINCRBY', key('count'), limit.counter, '-' .. spend.amount)
  end
end
count(spend, from, nil)
flowBack(tonumber(reservedAt), spend.amount)
postSpend(spend, from .. ':' .. spend.team, 'treasury', 'void')
close(spend, 'voided', ARGV[3])
rest(spend.id, spend.team, spend.what)
return { 'done' }
