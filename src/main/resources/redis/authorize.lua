-- authorize: writes a signed authorization down, before it may be sent.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  JSON object of strings: network, asset, payer, payee, nonce, validBefore, authorizedAt, header
-- ARGV[3]  milliseconds until somebody else looks after the spend
--
-- Answers, in the order tried:
--   unknown_spend
--   already_done   the spend carries this very authorization
--   elsewhere, state
--   done
--
-- After: the spend is authorized, its money still held; it can no longer be given back by time alone.

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
local cheque = cjson.decode(ARGV[2])
if spend.state == 'authorized' and spend.nonce == cheque.nonce then
  return { 'already_done' }
end
if spend.state ~= 'reserved' then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
local fields = { 'state', 'authorized' }
for name, value in pairs(cheque) do
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end
redis.call('HSET', key('spend:' .. spend.id), unpack(fields))
attend(spend.id, ARGV[3])
return { 'done' }
