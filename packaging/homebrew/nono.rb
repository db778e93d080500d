# SPDX-License-Identifier: Apache-2.0
# nono.rb - a Homebrew formula.  Its syntax is checked by a test; it has never been run.
class Nono < Formula
  desc "Confine AI agents and other commands by reviewed policies"
  homepage "https://github.com/example/nono"
  license "Apache-2.0"
  head "https://github.com/example/nono.git", branch: "main"

  depends_on "autoconf" => :build
  depends_on "automake" => :build
  depends_on "bison" => :build
  depends_on "check" => :build
  depends_on "flex" => :build
  depends_on "pkgconf" => :build
  depends_on "jansson"
  depends_on "libyaml"

  def install
    system "./autogen.sh"
    system "./configure", *std_configure_args, "--mandir=#{man}"
    system "make", "install"
  end

  test do
    (testpath/"profile.yaml").write "network:\n  block: true\n"
    system bin/"nonoc", "profile.yaml", "-o", "policy.bin"
    assert_predicate testpath/"policy.bin", :exist?
  end
end
