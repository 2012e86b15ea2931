# Session cookies made by Rails itself (ActionDispatch::Cookies under Session::CookieStore): a list of requests as JSON on
# standard input, a list of values on standard output.
#
# request = { "data": {...} or "json": "...", "key": secret_key_base, "at": milliseconds since 1970, "name": "_app_session",
#             "digest": "SHA256" or "SHA1", "expire_after": seconds, "serializer": "json", "metadata": false,
#             "encryptor": "data" }

require 'json'
require 'logger'
require 'set'
require 'active_support'
require 'active_support/json'
require 'active_support/core_ext'
require 'active_support/messages/rotation_configuration'
require 'action_dispatch'

REAL_NOW = Time.method(:now)
SALT = 'authenticated encrypted cookie'.freeze

# For texts that are JSON already, or are none.
module Raw
  def self.dump(session) = session['json'] || session[:json]
  def self.load(_text) = nil
end

def generator(request)
  digest = OpenSSL::Digest.const_get(request['digest'] || 'SHA256')
  ActiveSupport::KeyGenerator.new(request['key'], iterations: 1000, hash_digest_class: digest)
end

def settings(request)
  serializer = request.key?('json') ? Raw : (request['serializer'] || 'json').to_sym
  {
    key_generator: generator(request),
    secret_key_base: request['key'],
    authenticated_encrypted_cookie_salt: SALT,
    signed_cookie_salt: 'signed cookie',
    use_authenticated_cookie_encryption: true,
    cookies_serializer: serializer,
    use_cookies_with_metadata: request['metadata'] != false,
    cookies_same_site_protection: ->(_) { :lax },
    cookies_rotations: ActiveSupport::Messages::RotationConfiguration.new,
  }.transform_keys { |key| "action_dispatch.#{key}" }
end

# What a request to an application with the cookie store is answered.
def from_store(request)
  write = lambda do |env|
    session = ActionDispatch::Request.new(env).session
    (request['data'] || { 'json' => request['json'] }).each { |key, value| session[key] = value }
    [200, {}, []]
  end
  options = { key: request['name'] || '_app_session', expire_after: request['expire_after'] }.compact
  stack = ActionDispatch::Cookies.new(ActionDispatch::Session::CookieStore.new(write, options))
  _, headers, = stack.call(Rack::MockRequest.env_for('https://shop.example/', settings(request)))
  Array(headers['Set-Cookie'] || headers['set-cookie']).join[/=([^;]*)/, 1]
end

# What a MessageEncryptor of Rails 7.1 makes by itself, with the metadata around the data.
def from_encryptor(request)
  ActiveSupport::Messages::Metadata.use_message_serializer_for_metadata = true
  encryptor = ActiveSupport::MessageEncryptor.new(generator(request).generate_key(SALT, 32), cipher: 'aes-256-gcm', serializer: :json)
  Rack::Utils.escape(encryptor.encrypt_and_sign(request['data'], purpose: "cookie.#{request['name'] || '_app_session'}"))
ensure
  ActiveSupport::Messages::Metadata.use_message_serializer_for_metadata = false
end

cookies = JSON.parse($stdin.read).map do |request|
  at = request['at']
  Time.define_singleton_method(:now) { at ? Time.at(at / 1000r) : REAL_NOW.call }
  request['encryptor'] ? from_encryptor(request) : from_store(request)
end
puts JSON.generate(version: ActiveSupport::VERSION::STRING, cookies: cookies)
