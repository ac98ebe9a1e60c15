-- correct: takes back a settlement on the seller's word, because the money certainly never left and never
-- will. Final.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  where the windows it counted in begin and end; adding.lua tells the form
-- ARGV[3]  reason: the evidence, for people
--
-- Answers, in the order tried: unknown_spend; already_done; elsewhere, state; done
--
-- What the chain has confirmed is never taken back. After: as after void.lua, by a row of its own. Counters
-- of its windows may be gone by now, but never stand for other windows: they are named by their bounds.

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state == 'voided' then
  return { 'already_done' }
end
local hash = key('spend:' .. spend.id)
if spend.state ~= 'settled' or redis.call('HEXISTS', hash, 'confirmedAt') == 1 then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
countUse(spend, '-' .. spend.amount)
countInLimits(spend, ARGV[2], '-' .. spend.amount)
flowBack(tonumber(redis.call('HGET', hash, 'reservedAt')), spend.amount)
postSpend(spend, 'spent:' .. spend.team, 'treasury', 'correct')
sumUp(spend, 'corrected:' .. spend.team)
close(spend, 'voided', ARGV[3])
redis.call('HINCRBY', hash, 'corrected', '1')
noLongerProvisional(spend)
rest(spend.id, spend.team, spend.what)
return { 'done' }
