-- forget: takes a spend that has ended out of the books. Its rows, or what they came to, stay.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
--
-- Answers, in the order tried: unknown_spend; elsewhere, state; done
--
-- After: its transfer is met no more, but its block is known as one of which the books have forgotten some.

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state ~= 'settled' and spend.state ~= 'voided' then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
noLongerProvisional(spend)
local departure, block = unpack(redis.call('HMGET', key('spend:' .. spend.id), 'departure', 'block'))
if departure then
  redis.call('HDEL', key('met'), departure)
  if tonumber(block) > tonumber(redis.call('HGET', key('funding'), 'forgotten') or '0') then
    redis.call('HSET', key('funding'), 'forgotten', block)
  end
end
redis.call('UNLINK', key('spend:' .. spend.id))
return { 'done' }
